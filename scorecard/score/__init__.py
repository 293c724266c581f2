"""One number a partner and period, and everything it is made of: points, change, rank."""
