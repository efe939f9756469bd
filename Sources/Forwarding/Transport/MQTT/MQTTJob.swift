/// Messages that are to arrive at a broker together, and who waits for that.
package struct MQTTJob: Sendable {
    /// Names the job.
    package var id: UInt64
    /// The messages, in the order in which they are to be sent.
    package var messages: [Message]
    /// When the answer has to be there, in nanoseconds on the machine's clock.
    package var deadline: Int64

    /// Which messages were acknowledged as what, by their place in `messages`.
    var reasons: [Int: MQTTAcknowledgement] = [:]
    /// Whether the messages were handed to the library.
    var isSent = false

    package init(id: UInt64, messages: [Message], deadline: Int64) {
        self.id = id
        self.messages = messages
        self.deadline = deadline
    }

    /// A message, and what it is about.
    package struct Message: Sendable {
        /// The entry.
        package var seq: Int64
        /// The camera, if it is about one.
        package var camera: String?
        /// What the broker gets.
        package var message: MQTTMessage

        package init(seq: Int64, camera: String?, message: MQTTMessage) {
            self.seq = seq
            self.camera = camera
            self.message = message
        }
    }
}

/// What a broker said to one message.
package struct MQTTAcknowledgement: Sendable, Hashable {
    /// The reason code.
    package var reason: MQTTReason
    /// The broker's own words, if it used any.
    package var text: String?

    package init(_ reason: MQTTReason, text: String? = nil) {
        self.reason = reason
        self.text = text
    }
}

/// What came of a job.
package enum MQTTOutcome: Sendable, Hashable {
    /// Every message was acknowledged; with what, in their order.
    case acknowledged([MQTTAcknowledgement])
    /// Not every one was.
    case failed(MQTTFailure)
}
