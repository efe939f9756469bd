import Glibc

/// The cameras that are plugged in.
public enum DeviceCatalog {
    /// All devices that can capture video, by the number of their node; metadata, output and conversion nodes are left
    /// out. Opens each node for a moment, which disturbs nobody who streams from it.
    public static func cameras() -> [DeviceDescription] {
        let links = stableNames()
        return names(in: "/dev")
            .filter { $0.hasPrefix("video") && $0.dropFirst(5).allSatisfy(\.isNumber) && $0.count > 5 }
            .sorted { NumberedName($0) < NumberedName($1) }
            .compactMap { name in describe("/dev/\(name)", stableNames: links["/dev/\(name)"] ?? []) }
    }

    /// What the device at `node` is; `nil` if it is no camera.
    static func describe(_ node: String, stableNames: [String]) -> DeviceDescription? {
        do throws(SourceProblem) {
            let handle = try V4L2Handle(place: node, convert: false)
            let identity = try handle.identity()
            return DeviceDescription(
                node: node, stableNames: stableNames, driver: identity.driver, card: identity.card, bus: identity.bus,
                formats: handle.offers())
        } catch {
            // No camera, or gone since the folder was read.
            if error.code == .notACamera || error.code == .missing { return nil }
            return DeviceDescription(
                node: node, stableNames: stableNames, driver: "", card: "", bus: "", formats: [], problem: error)
        }
    }

    /// For each node the links to it below `/dev/v4l`, those by identity before those by place.
    private static func stableNames() -> [String: [String]] {
        var links: [String: [String]] = [:]
        for folder in ["/dev/v4l/by-id", "/dev/v4l/by-path"] {
            for name in names(in: folder).sorted() {
                guard let target = realpath("\(folder)/\(name)", nil) else { continue }
                links[String(cString: target), default: []].append("\(folder)/\(name)")
                free(target)
            }
        }
        return links
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
