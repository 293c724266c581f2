"""A partner programme as data: what is measured, scored and required, and who holds which tier."""
