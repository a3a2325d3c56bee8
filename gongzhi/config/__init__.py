"""The top floor: settings, addresses, the server and the commands; it wires all rooms and holds no rule."""
