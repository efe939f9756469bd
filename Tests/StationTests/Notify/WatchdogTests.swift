import Station
import Testing

struct WatchdogTests {
    @Test(arguments: [
        (["WATCHDOG_USEC": "30000000"], 30.0 as Double?), (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"], 30),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"], nil), ([:], nil), (["WATCHDOG_USEC": "0"], nil),
        (["WATCHDOG_USEC": "soon"], nil), (["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "soon"], nil),
    ])
    func onlyWhatIsMeantForThisProcessCounts(variables: [String: String], seconds: Double?) {
        #expect(Watchdog.interval({ variables[$0] }, process: 7) == seconds)
    }
}
