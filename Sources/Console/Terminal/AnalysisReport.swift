import Detection
import Imaging
package import Station

/// What an analysis of footage found, for a person or as JSON.
///
/// It depends on the footage and the options only: no clock, no path and no speed of this machine is in it.
package enum AnalysisReport {
    /// The lines for a person: one for each event, and what the footage was.
    package static func lines(_ result: FootageAnalysisSummary) -> [String] {
        var lines: [String] = []
        if !result.events.isEmpty {
            var table = TextTable(titles: ["FROM", "TO", "RULE", "WHAT", "WHERE", "PEAK HEIGHT", "TRACKS"])
            for event in result.events {
                table.add([
                    clock(event.alarm.began), event.closed == nil ? "end" : clock(event.alarm.last), event.alarm.rule,
                    event.alarm.kind.rawValue,
                    [event.alarm.place, event.alarm.direction?.rawValue].compactMap(\.self).joined(separator: " "),
                    "\(DurationText.tenths(event.peakHeight * 100)) %", "\(event.alarm.trackCount)",
                ])
            }
            lines += table.lines + [""]
        }
        let events = result.events.count
        var footage = "\(events) \(events == 1 ? "event" : "events"), \(result.confirmedTracks) "
        footage += result.confirmedTracks == 1 ? "object" : "objects"
        footage += " in \(result.frames) frames, \(clock(result.duration)) of footage"
        if let size = result.size, let scale = result.scale {
            footage += ", \(size), looked at in 1/\(scale.rawValue)"
        }
        lines.append(footage)
        if result.undecodable > 0 { lines.append("frames that could not be decoded: \(result.undecodable)") }
        if result.patched > 0 { lines.append("damaged frames that were patched up: \(result.patched)") }
        return lines
    }

    /// Minutes, seconds and hundredths of footage: `02:07.40`.
    package static func clock(_ nanoseconds: Int64) -> String {
        let hundredths = (nanoseconds + 5_000_000) / 10_000_000
        func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(padded(hundredths / 6000)):\(padded(hundredths / 100 % 60)).\(padded(hundredths % 100))"
    }
}
