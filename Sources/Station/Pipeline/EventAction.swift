package import Imaging
package import Journal

/// What the event book asks the rest of the pipeline to do.
package enum EventAction {
    /// Write this entry.
    case append(EntryDraft)
    /// Keep the frames around `began`, in nanoseconds on the monotonic clock.
    case beginRecording(EventToken, began: Int64)
    /// The event closed: what it is about was last seen at `last`.
    case endRecording(EventToken, last: Int64, now: Int64)
    /// Keep the present frame as the event's picture.
    case takeSnapshot(EventToken, boxes: [NormalizedBox], label: String)
}
