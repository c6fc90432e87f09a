"""A stand-in for Resend: takes mail as https://resend.com/docs/api-reference says, keeps it, and sends none."""
