"""bytes -> UploadReport: reading, judging and explaining files. Nothing is stored here."""
