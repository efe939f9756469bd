import NIOHTTP1

/// Methods that a console does not know.
enum HTTPMethodName: CaseIterable {
    case post, put, delete, options

    var value: HTTPMethod {
        switch self {
        case .post: .POST
        case .put: .PUT
        case .delete: .DELETE
        case .options: .OPTIONS
        }
    }
}
