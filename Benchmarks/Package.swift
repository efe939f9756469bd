// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "Karaula", path: ".."),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
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
            swiftSettings: [.treatAllWarnings(as: .error), .swiftLanguageMode(.v6)]
        ),
    ],
    cLanguageStandard: .c11
)
