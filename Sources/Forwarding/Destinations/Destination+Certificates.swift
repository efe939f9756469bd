public import Timekeeping

extension Destination {
    /// Reads the certificate files as a delivery would.
    ///
    /// - Parameter now: the moment the certificates must be valid at.
    /// - Throws: ``DeliveryError`` with the file that is missing, unreadable, unusable or out of date.
    public func checkCertificates(at now: UTCTime) throws(DeliveryError) {
        _ = try TLSFiles(destination: self, now: now.nanoseconds / 1_000_000_000).configuration()
    }

    /// When the client certificate ends; `nil` if the destination has none.
    ///
    /// - Throws: ``DeliveryError`` if the file cannot be read.
    public var certificateExpiry: UTCTime? {
        get throws(DeliveryError) { try TLSFiles(destination: self, now: 0).clientCertificateEnd }
    }
}
