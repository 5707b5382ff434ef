"""What posts about a target say of it, over time: from labels people give, with their agreement beside."""
