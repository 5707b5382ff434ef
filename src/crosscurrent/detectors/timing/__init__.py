"""When was it posted about: bursts, whether they follow events, and which comparable triggers drew nothing."""
