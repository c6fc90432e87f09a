"""A stand-in for Resend: accepts mail as in https://resend.com/docs/api-reference, stores it, and sends nothing."""
