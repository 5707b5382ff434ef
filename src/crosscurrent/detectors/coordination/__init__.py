"""Which accounts act on the same objects at the same times more than chance explains?"""
