import Imaging
import Journal
import Station
import Testing

struct SightAlbumTests {
    private func slot(_ second: Int64) throws -> MailboxSlot {
        let slot = MailboxSlot()
        try [UInt8](repeating: UInt8(second), count: 64).withUnsafeBytes { bytes in
            let frame = Frame(
                bytes: bytes, format: .grey, size: FrameSize(width: 8, height: 8), bytesPerRow: 8, sequence: 1,
                timestamp: second * 1_000_000_000)
            slot.fill(
                from: try FrameMasker(masks: []).mask(frame), timestamp: second * 1_000_000_000, epoch: 1)
        }
        return slot
    }

    private let wish = SightAlbum.Wish(token: TokenSource().next(), label: "after frozen")

    /// Its slot is the mailbox's again, and capture may be filling it.
    @Test func aFrameIsThePresentOneOnlyUntilTheNextIsTaken() throws {
        var album = SightAlbum()
        let first = try slot(1)
        #expect(album.note(first, isUndisturbed: true).isEmpty)
        #expect(album.present === first)
        album.turn()
        #expect(album.present == nil)
        #expect(album.before?.timestamp == 1_000_000_000)
    }

    @Test func aPictureThatIsWantedWhileThereIsNoneIsTheNextOne() throws {
        var album = SightAlbum()
        let (first, second) = (try slot(1), try slot(2))
        _ = album.note(first, isUndisturbed: false)
        #expect(album.want(wish) === first)
        album.turn()
        #expect(album.want(wish) == nil)
        #expect(album.note(second, isUndisturbed: false) == [wish])
        #expect(album.note(second, isUndisturbed: false).isEmpty)
    }

    @Test func wishesAreBounded() throws {
        var album = SightAlbum()
        for number in 0..<100 { _ = album.want(SightAlbum.Wish(token: wish.token, label: "\(number)")) }
        let granted = album.note(try slot(1), isUndisturbed: false).map(\.label)
        #expect(granted == (100 - SightAlbum.mostWishes..<100).map { "\($0)" })
    }
}
