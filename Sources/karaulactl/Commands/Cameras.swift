import ArgumentParser
import Capture
import Console

/// `karaulactl cameras`
struct Cameras: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the cameras that are plugged in.",
        discussion: """
            For each: the name to write into the configuration (one that stays when devices are plugged in another order),
            what it is, and the formats, sizes and frame rates it offers.
            """)

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let cameras = DeviceCatalog.cameras()
        try StandardOutput.write(json ? [CameraReport.value(cameras).canonicalText] : CameraReport.lines(cameras))
    }
}
