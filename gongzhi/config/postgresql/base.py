"""The database backend; Django finds it under ENGINE."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, where the health of a kept connection costs no round trip.

    A server that ended, was killed, or closed the connection has written to the socket or closed it, so there is
    something to read where there should be nothing. Only then is it asked; Django would ask before every request.
    """

    def is_usable(self) -> bool:
        """Say whether the connection can be used."""
        if self.connection is None or self.connection.closed:
            return False
        quiet = select.poll()
        quiet.register(self.connection.pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
        return not quiet.poll(0) or bool(super().is_usable())
