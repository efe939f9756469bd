import Ledger
import TestKit
import Testing

@Suite("The book of connections")
struct ConnectionBookTests {
    private typealias Book = ConnectionBook<Int>

    private func at(_ seconds: Double, epoch: Int = 0) -> Book.Moment {
        Book.Moment(monotonic: seconds, utc: 1000 + Int64(seconds), epoch: epoch)
    }

    @Test("lets a connection go on while its certificate and the ledger's files are those that it was opened with")
    func goesOn() {
        var book = Book()
        book.open(1, at: at(0))
        for second in 1..<100 {
            #expect(book.begin(1, at: at(Double(second))) == .admitted)
            #expect(book.note(certificateEnds: 1100, of: 1, at: at(Double(second))) == true)
            #expect(book.end(1, at: at(Double(second))) == false)
            #expect(book.takeOver(at: at(Double(second))) == [])
        }
    }

    @Test("takes no request on a connection from before the files were replaced, and closes it")
    func outdated() {
        var book = Book()
        for connection in 1...3 { book.open(connection, at: at(0)) }
        #expect(book.begin(2, at: at(1)) == .admitted)
        #expect(book.takeOver(at: at(2, epoch: 1)).sorted() == [1, 3])
        #expect(book.takeOver(at: at(2, epoch: 1)) == [], "once is enough")
        #expect(book.begin(1, at: at(3, epoch: 1)) == .outdated)
        #expect(book.end(2, at: at(3, epoch: 1)) == true, "what had begun ends, and then the connection")
        #expect(book.begin(2, at: at(3, epoch: 1)) == .outdated)
        book.open(4, at: at(3, epoch: 1))
        #expect(book.begin(4, at: at(3, epoch: 1)) == .admitted)
        for connection in 1...4 { book.remove(connection) }
        #expect(book.count == 0)
        #expect(book.begin(4, at: at(4, epoch: 1)) == .outdated, "what is not known is not listened to")
    }

    @Test("takes no request by a certificate that has ended, and closes its connection")
    func ended() {
        var book = Book()
        book.open(1, at: at(0))
        _ = book.begin(1, at: at(1))
        #expect(book.note(certificateEnds: 1010, of: 1, at: at(1)) == true)
        #expect(book.end(1, at: at(1)) == false)
        #expect(book.takeOver(at: at(9)) == [])
        _ = book.begin(1, at: at(10))
        #expect(book.note(certificateEnds: 1010, of: 1, at: at(10)) == false)
        #expect(book.end(1, at: at(10)) == true)
        book.open(2, at: at(0))
        _ = book.begin(2, at: at(1))
        _ = book.note(certificateEnds: 1010, of: 2, at: at(1))
        #expect(book.end(2, at: at(1)) == false)
        #expect(book.takeOver(at: at(10)) == [2])
    }

    @Test("closes a connection that is older than its longest life after its answer, or while it is idle")
    func life() {
        var book = Book()
        for connection in 1...2 { book.open(connection, at: at(0)) }
        #expect(book.takeOver(at: at(Book.longestLife - 1)) == [])
        #expect(book.begin(1, at: at(Book.longestLife)) == .admitted)
        #expect(book.takeOver(at: at(Book.longestLife)) == [2])
        #expect(book.end(1, at: at(Book.longestLife)) == true)
    }
}
