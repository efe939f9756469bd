"""A real karaulad for tests of its crashes: started on a state directory, killed without warning, or stopped in order."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time


class Ended(Exception):
    """The daemon ended by itself, or did not come up."""


class Station:
    """One run of karaulad after the other, each on the state directory that the one before left."""

    def __init__(self, binaries, folder, configuration, prefix=(), options=()):
        """`binaries` holds karaulad; `folder` receives state/, karaula.yaml and daemon.log; `prefix` is a command that runs it, and
        `options` are further ones of its own."""
        self.program = pathlib.Path(binaries) / "karaulad"
        self._prefix = list(prefix)
        self._options = list(options)
        self.folder = pathlib.Path(folder)
        self.state = self.folder / "state"
        self.configuration = self.folder / "karaula.yaml"
        self.configuration.write_text(configuration)
        self.log = self.folder / "daemon.log"
        # Sockets have short paths, and the test's folder may have a long one.
        self._runtime = tempfile.mkdtemp(prefix="karaula-")
        self._process = None
        self._notices = None
        self._began = 0.0

    def start(self):
        """Starts the daemon; returns at once."""
        self._notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notices.bind(f"{self._runtime}/notify")
        with open(self.log, "ab") as log:
            self._began = time.monotonic()
            self._process = subprocess.Popen(
                [*self._prefix, self.program, "--config", self.configuration, "--state", self.state, "--runtime", self._runtime,
                 *self._options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "NOTIFY_SOCKET": f"{self._runtime}/notify"},
            )

    def becomes_ready(self, seconds=30):
        """Waits until it says that it is ready; returns the seconds since its start. Ended if it never does."""
        deadline = self._began + seconds
        self._notices.settimeout(0.05)
        while time.monotonic() < deadline:
            try:
                if b"READY=1" in self._notices.recv(4096).split(b"\n"):
                    return time.monotonic() - self._began
            except TimeoutError:
                self.still_runs()
        raise Ended(f"karaulad is not ready after {seconds} s; see {self.log}")

    def still_runs(self):
        """Ended if the daemon has ended by itself."""
        if self._process.poll() is not None:
            code = self._process.returncode
            self._clear()
            raise Ended(f"karaulad ended with {code}; it said last: {self.last_words()}")

    @property
    def runtime(self):
        """The folder of its socket."""
        return self._runtime

    @property
    def pid(self):
        """The process that runs."""
        return self._process.pid

    def age(self):
        """Seconds since its start."""
        return time.monotonic() - self._began

    def kill(self, may_have_ended=False):
        """SIGKILL; returns whether it was what ended the daemon. Ended if it was not, unless the daemon ended well and may."""
        self._process.kill()
        code = self._process.wait()
        self._clear()
        if code == -signal.SIGKILL:
            return True
        if code == 0 and may_have_ended:
            return False
        raise Ended(f"karaulad ended with {code} before it was killed; it said last: {self.last_words()}")

    def terminate(self):
        """SIGTERM; returns at once."""
        self.still_runs()
        self._process.terminate()

    def stop(self, seconds=20):
        """SIGTERM, and waits for the end. Ended unless it ends in time, with exit code 0."""
        self.terminate()
        try:
            code = self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            code = "no end"
        self._clear()
        if code != 0:
            raise Ended(f"after SIGTERM: {code}; karaulad said last: {self.last_words()}")

    def last_words(self):
        """The last lines of its log."""
        return " | ".join(self.log.read_text(errors="replace").splitlines()[-4:])

    def close(self):
        """Ends what still runs and removes what lies outside of the folder."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._clear()
        shutil.rmtree(self._runtime, ignore_errors=True)

    def _clear(self):
        self._process = None
        self._notices.close()
        os.unlink(f"{self._runtime}/notify")
