import Capture
import Detection
import Glibc
import Imaging

/// Runs the detector over footage, exactly as a camera's pipeline would, but without dropping a frame.
///
/// Deterministic: the same footage and options give the same events and, byte for byte, the same files, whether in real
/// time or as fast as possible. One line of tracks and one mask come of every frame, also of one that cannot be decoded.
public struct FootageAnalysis {
    private let options: FootageAnalysisOptions
    private var summary = FootageAnalysisSummary()
    private var confirmed = Set<Int>()
    private var openEvents: [Int: Int] = [:]
    private var idOffset = 0
    private var highestID = 0

    /// Makes an analysis.
    public init(options: FootageAnalysisOptions) {
        self.options = options
    }

    /// Reads the footage to its end.
    ///
    /// - Parameter report: called for each change of an alarm and each frame that cannot be decoded, in order.
    /// - Throws: ``FootageAnalysisError``, or what `report` throws.
    public mutating func run(
        report: (FootageAnalysisEvent) throws -> Void = { _ in }
    ) throws -> FootageAnalysisSummary {
        guard (0.001...1000).contains(options.framesPerSecond) else {
            throw FootageAnalysisError.frameRate(options.framesPerSecond)
        }
        let tracks = try options.tracksPath.map { path in try OutputFile(path: path) }
        if let folder = options.masksPath { try makeFolder(folder) }
        var desk = AnalysisDesk(settings: options.settings, masks: options.privacyMasks, scale: options.scale)
        let masker = FrameMasker(masks: options.privacyMasks)
        var reader = FootageReader(location: options.location)
        let begun = monotonicNow()

        while let bytes = try footage({ try reader.next() }) {
            let timestamp = time(ofFrame: summary.frames)
            summary.frames += 1
            summary.duration = time(ofFrame: summary.frames)
            if options.realTime { wait(until: begun + timestamp) }
            let frame = Frame(
                bytes: bytes, format: .mjpeg, size: FrameSize(width: 0, height: 0), bytesPerRow: 0,
                sequence: UInt64(summary.frames), timestamp: timestamp)
            switch look(at: frame, masker, &desk, timestamp) {
            case .undecodable(let cause):
                summary.undecodable += 1
                try report(.undecodable(frame: summary.frames, cause: cause))
                try tracks?.write(TrackLine.text(frame: summary.frames, tracks: [], idOffset: 0))
                if let folder = options.masksPath { try writeMask(desk.blankMask(), to: folder) }
            case .seen(let detector, let patched, let restarted):
                if patched { summary.patched += 1 }
                if restarted { streamChanged(at: timestamp) }
                summary.size = desk.frameSize
                summary.scale = desk.scale
                try take(detector, at: timestamp, report)
                try tracks?.write(
                    TrackLine.text(frame: summary.frames, tracks: detector.tracks, idOffset: idOffset))
                if let folder = options.masksPath { try writeMask(detector.mask, to: folder) }
            }
        }
        try tracks?.flush()
        guard summary.frames > 0 else {
            throw FootageAnalysisError.footage(
                SourceProblem(
                    code: .unusableFootage, place: options.location.description, cause: "it holds no JPEG frame",
                    mend: "give concatenated JPEG frames, as `ffmpeg -i FILE -c:v mjpeg -f mjpeg -` writes them"))
        }
        summary.confirmedTracks = confirmed.count
        return summary
    }

    private func look(
        at frame: Frame, _ masker: FrameMasker, _ desk: inout AnalysisDesk, _ timestamp: Int64
    ) -> AnalysisDesk.Outcome {
        do {
            return desk.look(at: try masker.mask(frame).frame, timestamp: timestamp, epoch: 0)
        } catch {
            // The daemon drops such a frame.
            return .undecodable("\(error)")
        }
    }

    private mutating func take(
        _ detector: Detector, at timestamp: Int64, _ report: (FootageAnalysisEvent) throws -> Void
    ) throws {
        for track in detector.tracks {
            highestID = max(highestID, track.id + idOffset)
            if track.state != .tentative { confirmed.insert(track.id + idOffset) }
        }
        for change in detector.changes {
            note(change, at: timestamp)
            try report(.alarm(change, frame: summary.frames))
        }
    }

    private mutating func note(_ change: AlarmChange, at timestamp: Int64) {
        switch change {
        case .opened(let alarm):
            openEvents[alarm.id] = summary.events.count
            summary.events.append(.init(alarm: alarm, peakHeight: alarm.box.height, closed: nil))
        case .updated(let alarm), .closed(let alarm):
            guard let index = openEvents[alarm.id] else { return }
            summary.events[index].alarm = alarm
            summary.events[index].peakHeight = max(summary.events[index].peakHeight, alarm.box.height)
            if case .closed = change {
                summary.events[index].closed = timestamp
                openEvents[alarm.id] = nil
            }
        }
    }

    /// Frames of another size came: the tracks and alarms of before are over.
    private mutating func streamChanged(at timestamp: Int64) {
        for index in openEvents.values { summary.events[index].closed = timestamp }
        openEvents.removeAll()
        idOffset = highestID
    }

    /// When the frame with this index (from 0) was taken, in nanoseconds of footage.
    private func time(ofFrame index: Int) -> Int64 {
        Int64((Double(index) / options.framesPerSecond * 1e9).rounded())
    }

    private func makeFolder(_ path: String) throws(FootageAnalysisError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw .output(path: path, cause: String(cString: strerror(errno)))
        }
    }

    private func writeMask(_ mask: GrayPlane?, to folder: String) throws(FootageAnalysisError) {
        let number = String(summary.frames)
        let name = String(repeating: "0", count: max(0, 6 - number.count)) + number
        let file = try OutputFile(path: "\(folder)/\(name).pgm")
        let size = mask?.size ?? FrameSize(width: 1, height: 1)
        try file.write("P5\n\(size.width) \(size.height)\n255\n")
        if let mask {
            for y in 0..<size.height { try file.write(UnsafeBufferPointer(mask.row8(y))) }
        } else {
            try file.write("\0")
        }
        try file.flush()
    }

    /// Gives a source's problem the analysis's error type.
    private func footage<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let problem as SourceProblem {
            throw FootageAnalysisError.footage(problem)
        }
    }

    private func monotonicNow() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    private func wait(until moment: Int64) {
        var until = timespec(tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &until, nil) == EINTR {}
    }
}
