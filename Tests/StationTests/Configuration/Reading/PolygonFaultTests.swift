import Imaging
import Station
import Testing

@Suite("Polygons as zones")
struct PolygonFaultTests {
    private func points(_ pairs: [(Double, Double)]) -> [NormalizedPoint] {
        pairs.map { NormalizedPoint(x: $0.0, y: $0.1) }
    }

    @Test("sound ones, in either direction, bent inwards or with a corner on a straight edge")
    func sound() {
        let square = points([(0, 0), (1, 0), (1, 1), (0, 1)])
        #expect(PolygonFault.first(in: square) == nil)
        #expect(PolygonFault.first(in: square.reversed()) == nil)
        #expect(PolygonFault.first(in: points([(0, 0), (1, 0), (0.5, 0.5), (1, 1), (0, 1)])) == nil)
        #expect(PolygonFault.first(in: points([(0, 0), (0.5, 0), (1, 0), (0, 1)])) == nil)
    }

    @Test("crossing, touching, flat and repeated ones")
    func faulty() {
        #expect(PolygonFault.first(in: points([(0, 0), (1, 1), (1, 0), (0, 1)])) == .crossingEdges(0, 2))
        #expect(PolygonFault.first(in: points([(0, 0), (1, 0), (1, 1), (0.5, 0), (0, 1)])) == .crossingEdges(0, 2))
        #expect(PolygonFault.first(in: points([(0, 0), (1, 1), (0.5, 0.5)])) == .crossingEdges(0, 1))
        #expect(PolygonFault.first(in: points([(0, 0), (1, 0), (1, 0), (0, 1)])) == .repeatedCorner(1, 2))
        #expect(PolygonFault.first(in: points([(0, 0), (1, 0), (0, 1), (0, 0)])) == .repeatedCorner(3, 0))
    }
}
