// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "Karaula", path: "..")],
    targets: [
        .target(name: "CAllocations"),
        .executableTarget(
            name: "KaraulaBenchmarks",
            dependencies: ["CAllocations", .product(name: "KaraulaStation", package: "Karaula")],
            swiftSettings: [.treatAllWarnings(as: .error), .swiftLanguageMode(.v6)]
        ),
    ],
    cLanguageStandard: .c11
)
