import ArgumentParser
import Glibc
import Timekeeping

/// Tells the daemon how well the machine's clock is disciplined, so that the daemon needs no right to ask the kernel.
@main
struct KaraulaClock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "karaula-clock",
        abstract: "Asks the kernel once a second how well the clock is disciplined, and shows the answer on a page.",
        discussion: """
            It changes nothing. The system call that asks is also the one that sets the clock, and a sandbox allows both or \
            none; this program asks, so that karaulad, which talks to the network, may not even ask.
            """)

    @Option(help: "The file of the page.")
    var page = "/run/karaula-clock/page"

    @Flag(help: "Show the first answer, and end.")
    var once = false

    func run() throws {
        do {
            let publisher = try DisciplinePublisher(path: page)
            if !once { try publisher.run() }
        } catch {
            let bytes = Array("karaula-clock: \(error)\n".utf8)
            // The last words of a process that ends have nowhere else to go.
            _ = write(STDERR_FILENO, bytes, bytes.count)
            throw ExitCode(EX_OSERR)
        }
    }
}
