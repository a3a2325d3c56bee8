"""Speed, measured: `gongzhi bench` makes a site of its own, measures what the goals speak of, and prints a table."""
