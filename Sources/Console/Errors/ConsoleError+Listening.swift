import Glibc
import NIOCore

extension ConsoleError {
    /// What an error of opening `door` means to a person.
    ///
    /// `errno` values of `bind` and `listen` are explained one by one; whatever else comes is kept in the cause.
    static func listening(on door: Door, failed error: any Error) -> ConsoleError {
        if let known = error as? ConsoleError { return known }
        let place = door.place
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            return ConsoleError(
                code: .inUse, place: place, cause: "another program already listens there",
                mend: "stop it (`ss -ltnp` names it), or set another address under `console`")
        case EACCES, EPERM:
            return ConsoleError(
                code: .denied, place: place, cause: "this user may not listen there",
                mend: door.isSocket
                    ? "let the daemon's user write to the folder" : "choose a port from 1024 upwards under `console`")
        case EADDRNOTAVAIL:
            return ConsoleError(
                code: .badAddress, place: place, cause: "no network interface of this machine has that address",
                mend: "set `console.host` to 127.0.0.1 or to an address that `ip address` shows")
        case ENOENT, ENOTDIR:
            return ConsoleError(
                code: .cannotCreate, place: place, cause: "its folder does not exist",
                mend: "create the folder, or give another one with --runtime")
        case EROFS:
            return ConsoleError(
                code: .cannotCreate, place: place, cause: "its folder lies on a read-only file system",
                mend: "give a writable folder with --runtime")
        case .some(let code):
            return ConsoleError(
                code: .failed, place: place, cause: "listening failed: \(String(cString: strerror(code)))",
                mend: "look at the log of the system for this moment")
        case nil where error is SocketAddressError || error is SocketAddressError.UnknownHost:
            return ConsoleError(
                code: .badAddress, place: place, cause: "the host name has no address",
                mend: "set `console.host` to 127.0.0.1 or to an address of this machine")
        case nil:
            return ConsoleError(
                code: .failed, place: place, cause: "listening failed: \(error)",
                mend: "look at the log of the system for this moment")
        }
    }
}
