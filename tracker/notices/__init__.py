"""What the alert channel is told beside incidents: the cycle's summary, used-up plans, the team's budget."""
