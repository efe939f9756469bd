import Console
import Testing

struct ConsoleErrorTests {
    @Test(arguments: zip(ConsoleError.Code.allCases, [69, 77, 78, 73, 74] as [Int32]))
    func `Each kind has its exit code`(_ code: ConsoleError.Code, _ exitCode: Int32) {
        let error = ConsoleError(code: code, place: "here", cause: "broken", mend: "mend it")
        #expect(error.exitCode == exitCode)
        #expect(error.description == "here: broken; mend it")
    }
}
