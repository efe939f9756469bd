import Capture
import Station
import Testing

/// Every key of the schema is read, reaches the configuration, and has the default that the schema tells.
@Suite("Every key of the schema")
struct ConfigurationSchemaTests {
    /// A document in which every key stands on a line of its own, with a value that is not its default.
    static let document = """
        site: post
        console:
          listen: 127.0.0.1:9000
        log:
          level: debug
        retention:
          recordings: 30d
          snapshots: 40d
          events: 50d
          audit: 60d
          recordings_bytes: 10GiB
          snapshots_bytes: 2GiB
          bytes: 20GiB
        storage:
          keep_free: 3GiB
          reserve: 32MiB
          horizon: 48h
          sweep: 1m
          checkpoint: 30s
        cameras:
          - name: gate
            source:
              device: /dev/video0
            format: YUYV
            size: 1280x720
            fps: 12.5
            controls:
              gain: 7
            masks:
              - polygon: [[0.7, 0.7], [0.9, 0.7], [0.7, 0.9]]
                name: window
            analysis:
              scale: 4
              sensitivity: 7
              smallest_target: 0.2
              hold: 20m
            zones:
              - name: yard
                polygon: [[0, 0], [1, 0], [0, 1]]
              - name: sky
                role: exclude
                polygon: [[0.5, 0], [1, 0], [0, 1]]
            tripwires:
              - name: fence
                points: [[0, 0.5], [1, 0.5]]
              - name: wall
                points: [[0, 0.6], [1, 0.6]]
            rules:
              - name: walks
                kind: intrusion
                zone: yard
                quiet: 9s
              - name: anywhere
                kind: intrusion
              - {name: yards, kind: intrusion, zone: yard}
              - name: climbs
                kind: crossing
                tripwire: fence
                direction: a-to-b
              - {name: fences, kind: crossing, tripwire: fence}
              - {name: walls, kind: crossing, tripwire: wall}
            recording:
              enabled: false
              preroll: 7s
              postroll: 8s
              longest: 3m
              memory: 32MiB
              quality: 71
            snapshot:
              quality: 72
            watch:
              frozen: 25s
              no_signal: 15s
              dark: 20
              bright: 240
              covered: 0.7
              moved: 0.05
              sharpness: 0.4
              patience: 50s
              new_view: 12h
              frame_rate: 0.8
              stale: 6s
            blind_after: 11s
          - name: replay
            source:
              footage:
                path: clip.mjpeg
                fps: 12
                pace: fast
                repeat: true
          - name: dream
            source:
              simulated:
                scene: custom
                seed: 5
                pace: fast
                size: 320x240
                fps: 14
                noise: 3
                wind: 0.3
                clouds: 0.4
                light_change:
                  start: 10s
                  duration: 2s
                  gain: 1.5
                actors:
                  - kind: vehicle
                    height: 0.15
                    contrast: -40
                    path: [[0, 0.5], [1.5, 0.5]]
                    start: 4s
                    speed: 0.25
                    every: 33s
                    perspective: 0.6
        destinations:
          - name: sector
            url: https://sector.example/
            ca: ca.pem
            certificate: site.pem
            key: site.key
            kinds: [event.opened]
            batch: 50
            timeout: 20s
            receipt: ledger
            receipt_key: ledger.example+e238104c+BGMNC1fzH7ONHZZRD5iyHnxQJzWgGhi34pC+3m4zH/5g
            severity: alarm
            cameras: [replay]
            zones: [yard]
            fields: [rule]
            pictures: snapshot
            gzip: false
            rate: 8KiB
            storm: 5
            storm_window: 2m
            stall: 5m
          - name: broker
            url: mqtts://broker.example
            receipt: broker
            mqtt:
              topic: border/north
              fallbacks: ['mqtts://second.example']
              session_expiry: 2h
              will_delay: 20s
              alarm_expiry: 2h
              routine_expiry: 30m
              snapshot_expiry: 3h
              home_assistant: homeassistant
        """

    /// For each key: a line of the document, and by what it is replaced; `nil` takes it out, so that the default holds.
    static let changes: [(key: String, line: String, replacement: String?)] = [
        ("site", "site: post", "site: other"),
        ("console.listen", "  listen: 127.0.0.1:9000", nil),
        ("log.level", "  level: debug", nil),
        ("retention.recordings", "  recordings: 30d", nil),
        ("retention.snapshots", "  snapshots: 40d", nil),
        ("retention.events", "  events: 50d", nil),
        ("retention.audit", "  audit: 60d", nil),
        ("retention.recordings_bytes", "  recordings_bytes: 10GiB", nil),
        ("retention.snapshots_bytes", "  snapshots_bytes: 2GiB", nil),
        ("retention.bytes", "  bytes: 20GiB", nil),
        ("storage.keep_free", "  keep_free: 3GiB", nil),
        ("storage.reserve", "  reserve: 32MiB", nil),
        ("storage.horizon", "  horizon: 48h", nil),
        ("storage.sweep", "  sweep: 1m", nil),
        ("storage.checkpoint", "  checkpoint: 30s", nil),
        ("cameras[].name", "  - name: gate", "  - name: door"),
        ("cameras[].source.device", "      device: /dev/video0", "      device: /dev/video1"),
        ("cameras[].format", "    format: YUYV", nil),
        ("cameras[].size", "    size: 1280x720", nil),
        ("cameras[].fps", "    fps: 12.5", nil),
        ("cameras[].controls", "      gain: 7", nil),
        (
            "cameras[].masks[].polygon", "      - polygon: [[0.7, 0.7], [0.9, 0.7], [0.7, 0.9]]",
            "      - polygon: [[0.7, 0.7], [0.8, 0.7], [0.7, 0.9]]"
        ),
        ("cameras[].masks[].name", "        name: window", nil),
        ("cameras[].analysis.scale", "      scale: 4", nil),
        ("cameras[].analysis.sensitivity", "      sensitivity: 7", nil),
        ("cameras[].analysis.smallest_target", "      smallest_target: 0.2", nil),
        ("cameras[].analysis.hold", "      hold: 20m", nil),
        ("cameras[].zones[].name", "      - name: sky", "      - name: clouds"),
        ("cameras[].zones[].role", "        role: exclude", nil),
        (
            "cameras[].zones[].polygon", "        polygon: [[0, 0], [1, 0], [0, 1]]",
            "        polygon: [[0, 0], [1, 0], [0, 0.5]]"
        ),
        ("cameras[].tripwires[].name", "      - name: fence", nil),
        (
            "cameras[].tripwires[].points", "        points: [[0, 0.5], [1, 0.5]]",
            "        points: [[0, 0.5], [1, 0.7]]"
        ),
        ("cameras[].rules[].name", "      - name: walks", "      - name: goes"),
        ("cameras[].rules[].kind", "      - name: anywhere", "      - name: anywhere\n        tripwire: fence"),
        ("cameras[].rules[].zone", "        zone: yard", nil),
        ("cameras[].rules[].tripwire", "        tripwire: fence", "        tripwire: wall"),
        ("cameras[].rules[].direction", "        direction: a-to-b", nil),
        ("cameras[].rules[].quiet", "        quiet: 9s", nil),
        ("cameras[].recording.enabled", "      enabled: false", nil),
        ("cameras[].recording.preroll", "      preroll: 7s", nil),
        ("cameras[].recording.postroll", "      postroll: 8s", nil),
        ("cameras[].recording.longest", "      longest: 3m", nil),
        ("cameras[].recording.memory", "      memory: 32MiB", nil),
        ("cameras[].recording.quality", "      quality: 71", nil),
        ("cameras[].snapshot.quality", "      quality: 72", nil),
        ("cameras[].watch.frozen", "      frozen: 25s", nil),
        ("cameras[].watch.no_signal", "      no_signal: 15s", nil),
        ("cameras[].watch.dark", "      dark: 20", nil),
        ("cameras[].watch.bright", "      bright: 240", nil),
        ("cameras[].watch.covered", "      covered: 0.7", nil),
        ("cameras[].watch.moved", "      moved: 0.05", nil),
        ("cameras[].watch.sharpness", "      sharpness: 0.4", nil),
        ("cameras[].watch.patience", "      patience: 50s", nil),
        ("cameras[].watch.new_view", "      new_view: 12h", nil),
        ("cameras[].watch.frame_rate", "      frame_rate: 0.8", nil),
        ("cameras[].watch.stale", "      stale: 6s", nil),
        ("cameras[].blind_after", "    blind_after: 11s", nil),
        ("cameras[].source.footage.path", "        path: clip.mjpeg", "        path: other.mjpeg"),
        ("cameras[].source.footage.fps", "        fps: 12", nil),
        ("cameras[].source.footage.pace", "        pace: fast\n        repeat: true", "        repeat: true"),
        ("cameras[].source.footage.repeat", "        repeat: true", nil),
        ("cameras[].source.simulated.seed", "        seed: 5", nil),
        ("cameras[].source.simulated.pace", "        pace: fast\n        size: 320x240", "        size: 320x240"),
        ("cameras[].source.simulated.size", "        size: 320x240", nil),
        ("cameras[].source.simulated.fps", "        fps: 14", nil),
        ("cameras[].source.simulated.noise", "        noise: 3", nil),
        ("cameras[].source.simulated.wind", "        wind: 0.3", nil),
        ("cameras[].source.simulated.clouds", "        clouds: 0.4", nil),
        ("cameras[].source.simulated.light_change.start", "          start: 10s", "          start: 11s"),
        ("cameras[].source.simulated.light_change.duration", "          duration: 2s", nil),
        ("cameras[].source.simulated.light_change.gain", "          gain: 1.5", "          gain: 1.6"),
        ("cameras[].source.simulated.actors[].kind", "          - kind: vehicle", "          - kind: walker"),
        ("cameras[].source.simulated.actors[].height", "            height: 0.15", "            height: 0.16"),
        ("cameras[].source.simulated.actors[].contrast", "            contrast: -40", "            contrast: 40"),
        (
            "cameras[].source.simulated.actors[].path", "            path: [[0, 0.5], [1.5, 0.5]]",
            "            path: [[0, 0.5], [1.6, 0.5]]"
        ),
        ("cameras[].source.simulated.actors[].start", "            start: 4s", nil),
        ("cameras[].source.simulated.actors[].speed", "            speed: 0.25", "            speed: 0.5"),
        ("cameras[].source.simulated.actors[].every", "            every: 33s", nil),
        ("cameras[].source.simulated.actors[].perspective", "            perspective: 0.6", nil),
        ("destinations[].name", "  - name: sector", "  - name: desk"),
        ("destinations[].url", "    url: https://sector.example/", "    url: https://desk.example/"),
        ("destinations[].ca", "    ca: ca.pem", nil),
        ("destinations[].certificate", "    certificate: site.pem", "    certificate: other.pem"),
        ("destinations[].key", "    key: site.key", "    key: other.key"),
        ("destinations[].kinds", "    kinds: [event.opened]", nil),
        ("destinations[].batch", "    batch: 50", nil),
        ("destinations[].timeout", "    timeout: 20s", nil),
        (
            "destinations[].receipt",
            "    receipt: ledger\n    receipt_key: ledger.example+e238104c+BGMNC1fzH7ONHZZRD5iyHnxQJzWgGhi34pC+3m4zH/5g",
            "    receipt: answer"
        ),
        (
            "destinations[].receipt_key",
            "    receipt_key: ledger.example+e238104c+BGMNC1fzH7ONHZZRD5iyHnxQJzWgGhi34pC+3m4zH/5g",
            "    receipt_key: ledger.example+7662ba5d+BJc7V/gD7VkVymBXMl6hDH8UbFtxf03WeJlr5hAMm1yr"
        ),
        ("destinations[].severity", "    severity: alarm", nil),
        ("destinations[].cameras", "    cameras: [replay]", nil),
        ("destinations[].zones", "    zones: [yard]", nil),
        ("destinations[].fields", "    fields: [rule]", nil),
        ("destinations[].pictures", "    pictures: snapshot", nil),
        ("destinations[].gzip", "    gzip: false", nil),
        ("destinations[].rate", "    rate: 8KiB", nil),
        ("destinations[].storm", "    storm: 5", nil),
        ("destinations[].storm_window", "    storm_window: 2m", nil),
        ("destinations[].stall", "    stall: 5m", nil),
        ("destinations[].mqtt.topic", "      topic: border/north", nil),
        ("destinations[].mqtt.fallbacks", "      fallbacks: ['mqtts://second.example']", nil),
        ("destinations[].mqtt.session_expiry", "      session_expiry: 2h", nil),
        ("destinations[].mqtt.will_delay", "      will_delay: 20s", nil),
        ("destinations[].mqtt.alarm_expiry", "      alarm_expiry: 2h", nil),
        ("destinations[].mqtt.routine_expiry", "      routine_expiry: 30m", nil),
        ("destinations[].mqtt.snapshot_expiry", "      snapshot_expiry: 3h", nil),
        ("destinations[].mqtt.home_assistant", "      home_assistant: homeassistant", nil),
    ]

    /// The document with one piece, which stands in it once, replaced or taken out.
    static func changed(_ line: String, _ replacement: String?) throws -> String {
        let document = document + "\n"
        let pieces = document.split(separator: "\n\(line)\n", omittingEmptySubsequences: false)
        let isFirst = document.hasPrefix(line + "\n")
        if isFirst { return (replacement.map { $0 + "\n" } ?? "") + document.dropFirst(line.count + 1) }
        try #require(pieces.count == 2, "'\(line)' stands \(pieces.count - 1) times in the document")
        return pieces[0] + "\n" + (replacement.map { $0 + "\n" } ?? "") + pieces[1]
    }

    @Test("has a line in the table below, unless it only holds other keys")
    func allCovered() {
        var covered = Set(Self.changes.map(\.key))
        covered.insert("cameras[].source.simulated.scene")  // has a test of its own
        var declared: Set<String> = []
        for section in ConfigurationSchema.sections {
            for key in section.keys {
                let path = section.path.isEmpty ? key.name : "\(section.path).\(key.name)"
                let isHolder = ConfigurationSchema.sections.contains { $0.path == path || $0.path == "\(path)[]" }
                if !isHolder { declared.insert(path) }
            }
        }
        #expect(covered == declared)
    }

    @Test("changes the configuration when it changes", arguments: changes.indices)
    func changesSomething(index: Int) throws {
        let change = Self.changes[index]
        let full = try SiteConfiguration.parse(Self.document)
        switch change.key {
        case "cameras[].rules[].kind":
            // The kind decides which keys may stand beside it.
            let text = try Self.changed(
                "      - name: anywhere\n        kind: intrusion",
                "      - name: anywhere\n        tripwire: fence\n        kind: crossing")
            #expect(try SiteConfiguration.parse(text) != full)
        case "cameras[].tripwires[].name":
            let text = Self.document.replacing("fence", with: "hedge")
            #expect(try SiteConfiguration.parse(text).cameras[0].tripwires != full.cameras[0].tripwires)
        case "cameras[].zones[].role":
            // A zone that is watched needs a rule.
            let text = try Self.changed(change.line, nil)
                .replacing("    recording:\n", with: "      - {name: s, kind: intrusion, zone: sky}\n    recording:\n")
            #expect(try SiteConfiguration.parse(text).cameras[0].zones != full.cameras[0].zones)
        default:
            #expect(try SiteConfiguration.parse(Self.changed(change.line, change.replacement)) != full, "\(change.key)")
        }
    }

    @Test("has the default that the schema tells, if it has one", arguments: changes.indices)
    func toldDefaults(index: Int) throws {
        let change = Self.changes[index]
        guard change.replacement == nil, !["cameras[].tripwires[].name", "cameras[].zones[].role"].contains(change.key)
        else { return }
        let key = try #require(
            ConfigurationSchema.sections.lazy.flatMap { section in
                section.keys.map { (section.path.isEmpty ? $0.name : "\(section.path).\($0.name)", $0) }
            }.first { $0.0 == change.key }?.1)
        let standard = try #require(key.standard, "\(change.key) can be left out, but is told to be required")
        if standard.isEmpty || change.key == "cameras[].controls" { return }
        let indentation = change.line.prefix { $0 == " " }
        let explicit = try Self.changed(change.line, "\(indentation)\(key.name): \(standard)")
        let implicit = try Self.changed(change.line, nil)
        #expect(try SiteConfiguration.parse(explicit) == SiteConfiguration.parse(implicit), "\(change.key)")
    }

    @Test("'scene' chooses between the ready-made scene and what the file says")
    func scene() throws {
        func source(_ keys: String) throws -> SourceConfiguration? {
            try SiteConfiguration.parse("site: a\ncameras: [{name: a, source: {simulated: {\(keys)}}}]").cameras.first?
                .source
        }
        #expect(try source("") == source("scene: first-run"))
        #expect(try source("") != source("scene: custom"))
        #expect(try source("pace: fast") == .simulated(.firstRun, pace: .asFastAsPossible))
    }

    @Test("is named once in its section, in lower case, and has a meaning")
    func names() {
        for section in ConfigurationSchema.sections {
            #expect(Set(section.keys.map(\.name)).count == section.keys.count, "\(section.path)")
            for key in section.keys {
                #expect(key.name.wholeMatch(of: /[a-z][a-z_]*/) != nil)
                #expect(key.meaning.hasSuffix("."), "\(section.path).\(key.name)")
                #expect(!key.meaning.contains("|") && !key.range.contains("|"), "would break the table: \(key.name)")
            }
        }
    }
}
