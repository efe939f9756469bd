import Foundation
import GRDB
import TestKit

/// A copy of a journal's directory at one instant, as a process finds it after SIGKILL.
///
/// The copy is made while this object holds SQLite's write lock, so no transaction and no checkpoint runs: the files are
/// of one instant. Whatever else goes on (files of recordings being written) goes on.
final class CrashImage: Sendable {
    let path: String

    init(of fixture: Fixture, name: String = "image") throws {
        path = fixture.parent.file(name)
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let queue = try DatabaseQueue(path: "\(fixture.directory)/journal.sqlite", configuration: configuration)
        try queue.inTransaction(.immediate) { [path] _ in
            try FileManager.default.copyItem(atPath: fixture.directory, toPath: path)
            return .rollback
        }
        try queue.close()
    }
}
