import Glibc
import Station
import TestKit
import Testing

@Suite struct ServiceAccountTests {
    private let account = ServiceAccount(name: "karaula", user: 900, groups: [900, 44])

    @Test func theFirstOfOwnerGroupAndOthersThatAppliesDecidesAlone() {
        func may(_ use: ServiceAccount.Use, _ mode: UInt32, owner: UInt32 = 0, group: UInt32 = 0) -> Bool {
            account.may(use, .init(mode: mode, owner: owner, group: group))
        }
        #expect(may(.readAndWrite, 0o660, group: 44))
        #expect(!may(.readAndWrite, 0o640, group: 44))
        #expect(may(.read, 0o640, group: 44))
        #expect(!may(.read, 0o640, group: 45))
        #expect(may(.read, 0o604, group: 45))
        #expect(!may(.read, 0o077, owner: 900, group: 900))
        #expect(!may(.read, 0o707, group: 900))
        #expect(may(.pass, 0o711) && !may(.pass, 0o744))
        #expect(
            ServiceAccount(name: "root", user: 0, groups: [0]).may(.readAndWrite, .init(mode: 0, owner: 9, group: 9)))
    }

    @Test func aFolderOnTheWayIsNamedAsTheObstacle() throws {
        let folder = try TemporaryDirectory()
        let inner = folder.file("inner")
        #expect(mkdir(inner, 0o700) == 0)
        let file = "\(inner)/key.pem"
        close(open(file, O_CREAT | O_WRONLY, 0o644))
        #expect(chmod(folder.path, 0o755) == 0 && chmod(file, 0o644) == 0)
        let stranger = ServiceAccount(name: "x", user: 4_000_000_000, groups: [4_000_000_000])
        #expect(stranger.obstacle(.read, file) == inner)
        #expect(chmod(inner, 0o755) == 0)
        #expect(stranger.obstacle(.read, file) == nil)
        #expect(stranger.obstacle(.readAndWrite, file) == file)
        #expect(chmod(file, 0o600) == 0)
        #expect(stranger.obstacle(.read, file) == file)
        #expect(stranger.obstacle(.read, folder.file("nothing")) == nil)
    }

    @Test func anAccountIsLookedUpByItsName() {
        let root = ServiceAccount(name: "root")
        #expect(root?.user == 0 && root?.groups.contains(0) == true)
        #expect(ServiceAccount(name: "nobody-of-this-name") == nil)
    }
}
