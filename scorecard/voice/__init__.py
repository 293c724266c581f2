"""The partner's voice: NPS with its uncertainty, themes of comments, silence, survey links."""
