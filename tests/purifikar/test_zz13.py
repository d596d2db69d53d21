import time, uuid
from datetime import timedelta
from django.utils import timezone
from tenants.models import OpenWork


def test_speed(browser, camila, santos, campinas, manaus):
    now = timezone.now()
    OpenWork.objects.bulk_create([OpenWork(unit=(santos, campinas, manaus)[n % 3], holder=camila, subject=uuid.uuid4(), title=f"Lead {n}", kind="lead", address="leads/1/", stage=f"Etapa {n % 12}", due_at=now + timedelta(minutes=n - 50), since=now - timedelta(hours=3)) for n in range(300)])
    client = browser(camila)
    for _ in range(5):
        client.get("/rede/mesa/")
    best = 9
    for _ in range(30):
        t = time.perf_counter()
        size = len(client.get("/rede/mesa/").content)
        best = min(best, time.perf_counter() - t)
    print("ms", best * 1000, size)
