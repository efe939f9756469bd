/// A step in the life of an alarm. Every alarm is opened once, and closed once unless the detector ends before.
public enum AlarmChange: Sendable, Hashable {
    /// The condition began to hold.
    case opened(Alarm)
    /// Another track took part, or the view of the thing became clearly better (a larger box).
    case updated(Alarm)
    /// The condition has not held for the rule's quiet time. A crossing opens and closes in one frame.
    case closed(Alarm)
}
