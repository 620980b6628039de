/// How long an answer is asked for.
enum AnswerSize: Int, Hashable, CaseIterable {
    case short
    case medium
    case long
}
