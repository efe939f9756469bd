import Glibc

/// What changes when a file is replaced or rewritten.
struct TLSFileStamp: Equatable {
    private var device: UInt
    private var inode: UInt
    private var size: Int
    private var seconds: Int
    private var nanoseconds: Int

    /// `nil` if there is no such file; reading it will then say why.
    init?(path: String) {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        device = UInt(info.st_dev)
        inode = UInt(info.st_ino)
        size = Int(info.st_size)
        seconds = info.st_mtim.tv_sec
        nanoseconds = info.st_mtim.tv_nsec
    }
}
