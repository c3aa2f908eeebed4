"""The other side of each transport, on this machine: what a network operator's gateway is to us."""
