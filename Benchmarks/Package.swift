// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .swiftLanguageMode(.v6)]

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "Karaula", path: ".."),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        .target(name: "CAllocations"),
        .executableTarget(
            name: "KaraulaBenchmarks",
            dependencies: [
                "CAllocations",
                .product(name: "KaraulaStation", package: "Karaula"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "JournalBenchmarks",
            dependencies: [
                .product(name: "KaraulaJournal", package: "Karaula"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
    ],
    cLanguageStandard: .c11
)
