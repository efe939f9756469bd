import ArgumentParser
import Capture
import Console
import Detection
import Glibc
import Imaging
import Station

import class FoundationEssentials.FileManager

/// `karaulactl analyze`
struct Analyze: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the detector over footage, as fast as possible.",
        discussion: """
            INPUT is a file of concatenated JPEG frames, a folder of numbered JPEG files, or - for standard input, as in
                ffmpeg -i film.mp4 -c:v mjpeg -q:v 2 -f mjpeg - | karaulactl analyze - --fps 25
            The same footage and options give the same output, byte for byte.
            """)

    @Argument(help: "The footage: FILE, FOLDER, or - for standard input.", completion: .file())
    var input: String

    @Option(help: "Frames a second of the footage.")
    var fps = 25.0

    @Option(help: "Take zones, rules and settings from this configuration; needs --camera.", completion: .file())
    var config: String?

    @Option(help: "The camera of the configuration whose settings are used.")
    var camera: String?

    @Option(help: "Write the tracks of each frame into this file, one JSON object a line.", completion: .file())
    var tracks: String?

    @Option(help: "Write the mask of each frame into this folder, as PGM images.", completion: .directory)
    var masks: String?

    @Option(
        help: "Look at the frames at 1/SCALE of their size: 1, 2, 4 or 8. Chosen by the smallest target if left out.")
    var scale: Int?

    @Flag(help: "Wait between frames as a camera would. The result is the same.")
    var realTime = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard fps.isFinite, fps >= 0.001, fps <= 1000 else {
            throw ValidationError("--fps \(fps): expected the footage's frames a second, 0.001 to 1000")
        }
        if let scale, LumaScale(rawValue: scale) == nil {
            throw ValidationError("--scale \(scale): expected 1, 2, 4 or 8")
        }
        guard (config == nil) == (camera == nil) else {
            throw ValidationError("--config and --camera belong together")
        }
    }

    func run() throws {
        var settings = DetectionSettings()
        var privacyMasks: [Polygon] = []
        var scale = scale.flatMap(LumaScale.init(rawValue:))
        if let config, let name = camera {
            let site = try Configurations.load(config)
            guard let camera = site.cameras.first(where: { $0.name == name }) else {
                throw CommandFailure(
                    place: config, cause: "it has no camera \"\(name)\"",
                    mend: "choose one of \(site.cameras.map(\.name).joined(separator: ", "))", exitCode: 64)
            }
            settings = camera.detectionSettings
            privacyMasks = camera.maskPolygons
            scale = scale ?? camera.analysis.scale
        }
        var options = FootageAnalysisOptions(location: location, framesPerSecond: fps, settings: settings)
        options.scale = scale
        options.privacyMasks = privacyMasks
        options.tracksPath = tracks
        options.masksPath = masks
        options.realTime = realTime

        let clock = ContinuousClock()
        let began = clock.now
        var analysis = FootageAnalysis(options: options)
        let summary = try analysis.run { event in
            if case .undecodable(let frame, let cause) = event {
                StandardError.write("karaulactl: \(options.location): frame \(frame): \(cause); it was passed over")
            }
        }
        try StandardOutput.write(
            json ? [AnalysisDocument.value(summary).canonicalText] : AnalysisReport.lines(summary))
        if isatty(STDERR_FILENO) == 1 {
            let (seconds, fraction) = (clock.now - began).components
            let took = max(Double(seconds) + Double(fraction) / 1e18, 1e-9)
            StandardError.write("\(DurationText.tenths(Double(summary.frames) / took)) frames a second")
        }
    }

    private var location: FootageLocation {
        if input == "-" { return .standardInput }
        var isFolder = false
        return FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) && isFolder
            ? .folder(input) : .file(input)
    }
}
