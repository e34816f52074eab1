"""What an operator watches: counts of one process, gathered where they arise, told for all processes at one address."""
