"""A port for a program that cannot be handed an open socket."""

import random
import socket


def port_libre() -> int:
    """Free, and under what the system gives to whoever asks for any port: nobody beside takes it before its program opens it."""
    while True:
        port = random.randrange(15000, 30000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
