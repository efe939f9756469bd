import Foundation
import TestKit
import Testing
import Timekeeping

@Suite struct BootIDTests {
    @Test func theRunningBootHasAnIdentityThatStays() throws {
        let boot = try BootID.current()
        #expect(boot.value.utf8.count == 36)
        #expect(try BootID.current() == boot)
    }

    @Test func aMissingFileIsNamed() throws {
        let error = #expect(throws: TimeError.self) { _ = try BootID.read(path: "/nonexistent/boot_id") }
        #expect(error?.place == "/nonexistent/boot_id")
        #expect(error?.mend.isEmpty == false)
    }

    @Test(arguments: ["", "hello", "3f1c0c2e-7a53-4c0e-9f0a-0d3c1c9a1b2", "3f1c0c2e-7a53-4c0e-9f0a-0d3c1c9a1bzz"])
    func whatIsNoIdentityIsRefused(text: String) throws {
        let directory = try TemporaryDirectory()
        try text.write(toFile: directory.file("boot_id"), atomically: false, encoding: .utf8)
        #expect(throws: TimeError.self) { _ = try BootID.read(path: directory.file("boot_id")) }
    }
}
