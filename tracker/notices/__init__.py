"""Notices in the alert channel besides incidents: the cycle's summary, used-up plans, the team's budget."""
