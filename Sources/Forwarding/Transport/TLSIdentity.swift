import Glibc
import NIOSSL

/// Who we are to a receiver and whom we believe: the certificate files of a destination, read and checked.
///
/// The files are looked at before every request and read again when one of them changed, so that renewed certificates
/// are used without a restart; and when one has expired since, so that it is not used any more, also on a connection that is open.
struct TLSIdentity {
    private var loaded: (stamp: [FileStamp?], valid: Range<Int64>, configuration: TLSConfiguration)?

    /// The TLS configuration for `destination`; read from its files if they changed since the last call.
    ///
    /// - Throws: ``DeliveryError`` with the file that is missing, unreadable, unusable or out of date.
    mutating func configuration(for destination: Destination, at now: Int64) throws(DeliveryError) -> TLSConfiguration {
        let files = [destination.trustedCertificates, destination.clientCertificate, destination.clientKey]
        let stamp = files.map { $0.flatMap(FileStamp.init(path:)) }
        if let loaded, loaded.stamp == stamp, loaded.valid.contains(now) { return loaded.configuration }
        let configuration = try TLSFiles(destination: destination, now: now).configuration()
        loaded = (stamp, Self.validity(of: configuration), configuration)
        return configuration
    }

    /// The seconds since 1970 in which a configuration that was sound once stays so: while our certificate is valid, and one of
    /// the authorities.
    private static func validity(of configuration: TLSConfiguration) -> Range<Int64> {
        var (from, until) = (Int64.min, Int64.max)
        if case .certificate(let certificate)? = configuration.certificateChain.first {
            (from, until) = (Int64(certificate.notValidBefore), Int64(certificate.notValidAfter))
        }
        if case .certificates(let roots)? = configuration.trustRoots {
            until = min(until, roots.map { Int64($0.notValidAfter) }.max() ?? until)
        }
        return from..<max(from, until)
    }
}

/// What changes when a file is replaced or rewritten.
struct FileStamp: Equatable {
    var device: UInt
    var inode: UInt
    var size: Int
    var seconds: Int
    var nanoseconds: Int

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
