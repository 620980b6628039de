import FieldBus
import Foundation
import Hummingbird
import LineDiagnostics
import NIOCore
import Replica

/// Why a request was refused.
struct RefusalReport: Codable, Sendable {
    let error: String
}

extension RefusalReport {
    static func answer(_ make: () async throws -> some Encodable) async -> Response {
        do {
            return self.json(.ok, try ReportJSON.encoder.encode(try await make()))
        } catch {
            return self.response(error)
        }
    }

    static func response(_ error: any Error) -> Response { self.response(self.status(of: error), "\(error)") }

    static func response(_ status: HTTPResponse.Status, _ text: String) -> Response {
        guard let body = try? ReportJSON.encoder.encode(RefusalReport(error: text)) else {
            return Response(status: .internalServerError)
        }
        return self.json(status, body)
    }

    private static func json(_ status: HTTPResponse.Status, _ body: Data) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    static func status(of error: any Error) -> HTTPResponse.Status {
        switch error {
        case let refusal as RequestRefusal: refusal.kind.status
        case let refusal as SubmissionRefusal: refusal.status
        case let refusal as LoanRefusal: refusal.status
        case let refusal as FieldRefusal: refusal.isUsage ? .badRequest : .forbidden
        case let refusal as PassRefusal: refusal == .missing ? .unauthorized : .forbidden
        case is WriteDenial: .forbidden
        case is BusError, is WriteImpossible: .serviceUnavailable
        case let error as HTTPError: error.status
        default: .internalServerError
        }
    }
}

/// A request that cannot be answered.
struct RequestRefusal: Error, CustomStringConvertible {
    enum Kind: Sendable {
        case badRequest
        case notFound
        case tooLarge

        fileprivate var status: HTTPResponse.Status {
            switch self {
            case .badRequest: .badRequest
            case .notFound: .notFound
            case .tooLarge: .contentTooLarge
            }
        }
    }

    let kind: Kind
    let description: String
}

extension SubmissionRefusal {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .refused: .unprocessableContent
        case .poolFull: .tooManyRequests
        case .notReachable: .serviceUnavailable
        }
    }
}

extension LoanRefusal {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .noSuchBus: .notFound
        case .writes, .unreadable: .forbidden
        case .broadcast, .badTimeout, .badDuration, .badParameters, .impossible: .badRequest
        case .tooManyBorrowers: .tooManyRequests
        }
    }
}
