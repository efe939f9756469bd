import Station
import Testing

@Suite struct ServiceStateTests {
    private func state(_ changes: [String: String]) -> ServiceState {
        var values = [
            "LoadState": "loaded", "ActiveState": "active", "SubState": "running", "UnitFileState": "enabled",
            "NRestarts": "0", "NeedDaemonReload": "no", "StatusText": "2 of 2 cameras see",
        ]
        values.merge(changes) { $1 }
        return ServiceState(values.map { "\($0.key)=\($0.value)" }.joined(separator: "\n") + "\n")
    }

    @Test func aServiceThatRunsIsInOrderAndShowsItsStatus() {
        #expect(state([:]).findings == [DoctorFinding(.ok, "service", "it runs: 2 of 2 cameras see")])
        #expect(state([:]).isActive && !state(["ActiveState": "failed"]).isActive)
    }

    @Test(
        arguments: [
            (["ActiveState": "failed", "SubState": "failed"], .failure, "journalctl"),
            (["ActiveState": "inactive", "SubState": "dead"], .warning, "enable --now"),
            (["UnitFileState": "disabled"], .warning, "systemctl enable"),
            (["NRestarts": "3"], .warning, "site.crashed"), (["NeedDaemonReload": "yes"], .warning, "daemon-reload"),
            (["LoadState": "masked"], .failure, "unmask"), (["LoadState": "bad-setting"], .failure, "verify"),
            (["LoadState": "not-found"], .warning, "install"), (["LoadState": ""], .warning, "something else"),
        ] as [([String: String], DoctorFinding.Verdict, String)])
    func whatIsWrongIsSaidWithItsMend(changes: [String: String], verdict: DoctorFinding.Verdict, mend: String) {
        let found = state(changes).findings.filter { $0.verdict != .ok }
        #expect(found.map(\.verdict) == [verdict])
        #expect(found.first?.mend?.contains(mend) == true)
    }

    @Test func withoutAServiceManagerThatIsSaid() {
        #expect(ServiceState("").findings.map(\.verdict) == [.warning])
    }
}
