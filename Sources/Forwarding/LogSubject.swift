public import Logging

/// What a line of the log is about, for those lines that the message catalog explains (`journalctl -x`).
///
/// It lives in the lowest room that logs. A line says it by the metadata ``key``; journald gets the id as `MESSAGE_ID=`
/// (systemd.journal-fields(7)). The texts are in `Deploy/karaula.catalog`. An id never changes, and is never given anew.
public enum LogSubject: String, Sendable, CaseIterable {
    /// The site began its work.
    case siteWatching = "site-watching"
    /// A camera sees.
    case cameraWatching = "camera-watching"
    /// A camera sees less than was configured.
    case cameraDegraded = "camera-degraded"
    /// A camera does not see.
    case cameraBlind = "camera-blind"
    /// A rule was met: an event began.
    case alarm = "alarm"
    /// Another configuration was taken up while the site runs.
    case configurationChanged = "configuration-changed"
    /// Another configuration was not taken up; what ran before runs on.
    case configurationRefused = "configuration-refused"
    /// A queue of the daemon does not move.
    case stuck = "stuck"
    /// The journal, or the disk that it lies on, is in trouble.
    case journalTrouble = "journal-trouble"
    /// UTC jumped.
    case clockStepped = "clock-stepped"
    /// The clock shows a time that cannot be.
    case clockUnset = "clock-unset"
    /// A destination cannot be reached or does not take what it gets.
    case deliveryBroken = "delivery-broken"
    /// Delivery to a destination works again.
    case deliveryMended = "delivery-mended"
    /// Nothing has arrived at a destination for long although something waits.
    case deliveryStalled = "delivery-stalled"
    /// A destination refused an entry for good.
    case entryRefused = "entry-refused"
    /// What a destination gave as its receipt is none.
    case receiptRefused = "receipt-refused"
    /// The certificate by which the site is known to a destination ends soon.
    case certificateEnds = "certificate-ends"
    /// A destination is given up.
    case destinationAbandoned = "destination-abandoned"

    /// The metadata key under which a line carries its subject.
    public static let key = "subject"

    /// The id in journald's form: 32 hexadecimal digits.
    public var messageID: String {
        switch self {
        case .siteWatching: "e2a214e8bbe9c6751d52490575ffc53d"
        case .cameraWatching: "03aa3897fcf4c6b6186c39e8c7bb69f6"
        case .cameraDegraded: "5c22c46963e968fd64d4748ca3c77ebf"
        case .cameraBlind: "b2609a0bdd2b75508c656018eee38dc1"
        case .alarm: "5bd0f521be84762b3b9be05d0e8e2329"
        case .configurationChanged: "7ea3ef27e2e90528a4e0689e1888df20"
        case .configurationRefused: "5c3981a844ab26d87b81e5e0309e6043"
        case .stuck: "0bcc0d1cd5a9314599ba695ab78d8387"
        case .journalTrouble: "e08137f33a087ec91f95e90587134be1"
        case .clockStepped: "6b8816776b5acb73694472d1a7d32946"
        case .clockUnset: "c9ce5ddc2a52183e56dfd21e9d1f5c01"
        case .deliveryBroken: "f41fae4a5518983da98647fe161b80de"
        case .deliveryMended: "6cc3ba5031835d1d3933dffe9f578985"
        case .deliveryStalled: "dbc01b3d2ea2038c24e166c70794a750"
        case .entryRefused: "60b3bedce0ec0deafc434d6e6054aa24"
        case .receiptRefused: "a0d0861e4f7e23534227e820e6a60526"
        case .certificateEnds: "b3c478b638e6d772f86ed285da543b3d"
        case .destinationAbandoned: "449ab166818668568c529b4839c340b3"
        }
    }
}

extension [String: Logger.MetadataValue] {
    /// The metadata of a line about `subject`.
    public static func about(_ subject: LogSubject) -> Self { [LogSubject.key: "\(subject.rawValue)"] }
}
