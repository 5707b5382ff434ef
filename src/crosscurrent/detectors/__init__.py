"""Tables to findings. One folder per analytic question; none knows another."""
