"""The demo site: a district with synthetic grids, its offices and people, and two months of invented matters."""
