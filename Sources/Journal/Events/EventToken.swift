/// Names an event before its opening entry has a `seq`; valid for the journal that made it, while it is open.
public struct EventToken: Sendable, Hashable {
    let number: UInt64

    package init(number: UInt64) {
        self.number = number
    }
}
