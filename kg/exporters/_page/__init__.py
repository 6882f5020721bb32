"""What the explorer page is made of: its data, its network, and the template, style and scripts around them."""
