"""capture -> rows. One folder per capture format; none knows another."""
