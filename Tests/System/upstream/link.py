"""A line between two hosts that are network namespaces of this machine: it can be cut, joined and made slow. Needs root."""

import subprocess


class Link:
    """Two hosts and the line between them."""

    SITE, SECTOR = "10.99.71.1", "10.99.71.2"

    def __init__(self, name):
        """`name` tells this link's namespaces from others'."""
        self._names = f"{name}-a", f"{name}-b"
        self._ends = "kva", "kvb"
        for namespace in self._names:
            subprocess.run(["ip", "netns", "del", namespace], check=False, stderr=subprocess.DEVNULL)
            self._ip("netns", "add", namespace)
            self._ip("-n", namespace, "link", "set", "lo", "up")
        first, second = self._names
        self._ip("-n", first, "link", "add", self._ends[0], "type", "veth", "peer", "name", self._ends[1], "netns", second)
        self._ip("-n", first, "addr", "add", f"{self.SITE}/24", "dev", self._ends[0])
        self._ip("-n", second, "addr", "add", f"{self.SECTOR}/24", "dev", self._ends[1])
        self._ip("-n", first, "link", "set", self._ends[0], "up")

    @property
    def at_site(self):
        """The command that runs another on the site's host."""
        return ["ip", "netns", "exec", self._names[0]]

    @property
    def at_sector(self):
        """The command that runs another on the sector's host."""
        return ["ip", "netns", "exec", self._names[1]]

    def cut(self):
        """The far end goes dark: nothing is refused, nothing arrives, and the near end has no carrier."""
        self._ip("-n", self._names[1], "link", "set", self._ends[1], "down")

    def join(self):
        """There is a carrier again."""
        self._ip("-n", self._names[1], "link", "set", self._ends[1], "up")

    def limit(self, kilobits):
        """So many kbit/s each way; `None` for no limit."""
        for namespace, end in zip(self._names, self._ends):
            subprocess.run(
                [*("ip", "netns", "exec", namespace), "tc", "qdisc", "del", "dev", end, "root"], check=False,
                stderr=subprocess.DEVNULL)
            if kilobits is not None:
                # The buffer of a modem: a quarter of a second.
                subprocess.run(
                    [*("ip", "netns", "exec", namespace), "tc", "qdisc", "add", "dev", end, "root", "tbf", "rate",
                     f"{kilobits}kbit", "burst", "3000", "latency", "250ms"], check=True)

    def close(self):
        for namespace in self._names:
            subprocess.run(["ip", "netns", "del", namespace], check=False, stderr=subprocess.DEVNULL)

    @staticmethod
    def _ip(*arguments):
        subprocess.run(["ip", *arguments], check=True)
