// swift-tools-version: 6.2
import PackageDescription

/// Settings that every Swift target of the house shares.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house, with the rooms below it that it may use.
func room(_ name: String, uses: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: uses, swiftSettings: strict)
}

/// An entry point: parses, calls, prints.
func entryPoint(_ name: String, uses: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: uses, swiftSettings: strict)
}

/// The tests of one room.
func tests(of name: String, uses: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.init(stringLiteral: name), "TestKit"] + uses,
        swiftSettings: strict
    )
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "Karaula",
    products: [
        .executable(name: "karaulad", targets: ["karaulad"]),
        .executable(name: "karaulactl", targets: ["karaulactl"]),
        .executable(name: "karaula-ledger", targets: ["karaula-ledger"]),
        .executable(name: "karaula-clock", targets: ["karaula-clock"]),
        .library(
            name: "KaraulaStation",
            targets: ["Station", "Detection", "Imaging", "Capture", "Journal", "Timekeeping"]),
        .library(name: "KaraulaJournal", targets: ["Journal", "MerkleLog", "Timekeeping"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        .target(name: "CLinux", linkerSettings: [.linkedLibrary("v4l2"), .linkedLibrary("z")]),
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        room("Timekeeping", uses: ["CLinux"]),
        room("Imaging", uses: ["CJPEG"]),
        room("Capture", uses: ["Imaging", "Timekeeping", "CLinux"]),
        room("Detection", uses: ["Imaging"]),
        room("MerkleLog", uses: [crypto]),
        room("Journal", uses: ["MerkleLog", "Timekeeping", grdb, grdbSQLite, crypto]),
        room(
            "Forwarding",
            uses: [
                "CLinux", "CMosquitto", "MerkleLog", "Journal", "Timekeeping", httpClient, nioCore, nioPosix, nioHTTP1,
                nioTLS, nioSSL, logging, crypto,
            ]),
        room(
            "Ledger",
            uses: [
                "CLinux", "MerkleLog", "Timekeeping", grdb, grdbSQLite, hummingbird, hummingbirdCore, httpTypes,
                nioCore,
                nioTLS, nioSSL, lifecycle, yams, logging, crypto,
            ]),
        room(
            "Station",
            uses: [
                "CLinux", "Timekeeping", "Imaging", "Capture", "Detection", "MerkleLog", "Journal", "Forwarding",
                yams, logging, crypto,
            ]),
        room(
            "Console",
            uses: [
                "Station", "Forwarding", "Journal", "MerkleLog", "Capture", "Detection", "Imaging", "Timekeeping",
                hummingbird,
                hummingbirdCore, httpTypes, nioCore, nioHTTP1, lifecycle, logging,
            ]),
        entryPoint(
            "karaulad", uses: ["Station", "Console", "Timekeeping", arguments, logging, lifecycle, unixSignals]),
        entryPoint(
            "karaula-ledger",
            uses: ["Ledger", "MerkleLog", "Timekeeping", arguments, logging, lifecycle, unixSignals]),
        entryPoint("karaula-clock", uses: ["Timekeeping", arguments]),
        entryPoint("karaulactl", uses: ["Station", "Console", arguments, httpClient, nioCore, nioHTTP1]),

        .target(
            name: "TestKit", dependencies: ["Timekeeping", "Imaging", "CJPEG"], path: "Tests/TestKit",
            swiftSettings: strict),
        tests(of: "Timekeeping"),
        tests(of: "Imaging"),
        tests(of: "Capture", uses: ["Imaging"]),
        tests(of: "Detection", uses: ["Imaging", "Capture"]),
        tests(of: "MerkleLog"),
        tests(of: "Journal", uses: ["MerkleLog", "Timekeeping", grdb]),
        tests(of: "Forwarding", uses: ["Journal", "MerkleLog", "Timekeeping", nioSSL, crypto]),
        tests(of: "Ledger", uses: ["MerkleLog", "Timekeeping", grdb, crypto, logging]),
        tests(
            of: "Station",
            uses: ["Timekeeping", "Imaging", "Capture", "Detection", "MerkleLog", "Journal", "Forwarding"]),
        tests(
            of: "Console",
            uses: ["Station", "Forwarding", "Journal", "MerkleLog", "Timekeeping", httpClient, httpTypes]),
    ],
    cLanguageStandard: .c11
)
