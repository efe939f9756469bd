import Glibc

/// The calls by which recordings and snapshots reach the disk, passed in so that tests can let them fail.
package struct FileOperations: Sendable {
    /// write(2): how many bytes were written, or the negative errno.
    package var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
    /// fsync(2): 0 or errno.
    package var synchronize: @Sendable (_ descriptor: Int32) -> Int32
    /// fdatasync(2): 0 or errno.
    package var synchronizeData: @Sendable (_ descriptor: Int32) -> Int32
    /// fsync(2) of the directory at a path, when the journal is opened.
    package var synchronizeDirectory: @Sendable (_ path: String) throws(JournalError) -> Void = {
        (path) throws(JournalError) in try Disk.synchronizeDirectory(path)
    }

    /// The system's own.
    package static let system = FileOperations(
        write: { descriptor, bytes in
            let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            return count < 0 ? -Int(errno) : count
        },
        synchronize: { fsync($0) == 0 ? 0 : errno },
        synchronizeData: { fdatasync($0) == 0 ? 0 : errno })

    /// Makes a set of calls.
    package init(
        write: @escaping @Sendable (Int32, UnsafeRawBufferPointer) -> Int,
        synchronize: @escaping @Sendable (Int32) -> Int32,
        synchronizeData: @escaping @Sendable (Int32) -> Int32
    ) {
        self.write = write
        self.synchronize = synchronize
        self.synchronizeData = synchronizeData
    }
}
